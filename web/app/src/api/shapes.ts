// api/shapes.ts - what the server sends and takes, as src/api/schema says it.

export interface Citation { title: string; doc_no: string; article: string }
export interface Diagnostic { level: 'error' | 'warning' | 'note'; line: number; column: number; width: number; text: string; hint: string }
export interface Field { name: string; type: 'bool' | 'int' | 'money' | 'quantity' | 'date' | 'text' | 'code' | 'party' | 'organ' | 'region'; unit: string; values: string[]; masked: boolean }
export interface ShownValue { field: string; value: string; masked: boolean }

export type ClueState = 'open' | 'accepted' | 'dismissed' | 'merged' | 'gone';
export interface ClueLine {
    id: number; state: ClueState; changed: boolean; present: boolean; rule: string; title: string; kind: string; dataset: string; record: number;
    organ: string; party: string; doc_no: string; date: string; cause: string; clue: string; dismissal: string; into: number; found: string; decided: string; matter: number;
}
export interface Clue extends ClueLine {
    because: string[]; values: { field: string; value: string }[]; standards: string[]; counted: string[];
    events: { at: string; what: string; by: string; organ: string; code: string; note: string; into: number }[];
}

export interface ProcedureLine { procedure: string; name: string; mechanism: string; note: string }
export interface ProcedureAct extends ActInputs {
    act: string; opens: boolean; anywhere: boolean; by: string[]; from: string[]; to: string; names: string[]; documents: string[]; note: string;
}
export interface Procedure extends ProcedureLine {
    roles: { role: string; capability: string; of: string }[]; states: { state: string; final: boolean }[]; fields: Field[]; acts: ProcedureAct[];
}
export interface MatterLine { matter: number; procedure: string; state: string; version: number; open: boolean; at: string }
export interface ClockLine { term: string; kind: 'duty' | 'right' | 'window'; organ: string; due: string; paused: boolean; overdue: boolean; why: string }
export interface ActInputs { need: string[]; may: string[]; papers: string[] }
export interface PossibleAct extends ActInputs { act: string; mine: boolean }
export interface Matter extends MatterLine {
    procedure_name: string; procedure_version: string; roles: { role: string; organ: string; name: string; mine: boolean }[]; fields: ShownValue[];
    clocks: ClockLine[]; acts: PossibleAct[]; links: { matter: number; kind: 'open' | 'act' | 'join'; forward: boolean }[]; hidden: string[];
    clue: { id: number; rule: string; rule_version: string };
}
export interface Entry { no: number; row: number; at: string; act: string; organ: string; person: string }
export interface Organ { organ: string; name: string; short_name: string; kind: string; parent: string }
export interface Proof { size: number; index: number; nodes: string[]; text: string }
export interface Receipt { matter: number; version: number; again: boolean; documents: string[]; opened: number[]; undone: string[] }
export interface Duty { matter: number; procedure: string; state: string; term: string; organ: string; due: string; paused: boolean; overdue: boolean }

export interface RuleLine { rule: string; title: string; kind: string; charge: string; note: string; dataset: string; version: string; examples: number }
export interface Rule extends RuleLine {
    to: string; file: string; basis: string[]; constants: { number: number; text: string; line: number; column: number }[];
    limits: { standard: string; limit: string; value: string }[]; text: string;
}
export interface RuleChecked { compiles: boolean; well: boolean; diagnostics: Diagnostic[]; rule: Rule | null }

export interface Dataset { dataset: string; name: string; fields: Field[] }
export interface RecordLine { id: number; dataset: string; organ: string; party: string; doc_no: string; date: string; cause: string }
export interface RecordFull extends RecordLine { fields: ShownValue[]; origin: { file: string; sheet: string; line: number }; warnings: string[] }

export interface Counts { rows: number; loaded: number; changed: number; unchanged: number; duplicates: number; rejected: number; warnings: number }
export interface ImportResult extends Counts { file: string; dataset: string; mapping: string; import: number; refused: boolean; left_out: { sheet: string; column: string }[] }
export interface ImportJob { job: string; file: string; state: 'waiting' | 'running' | 'done' | 'failed'; rows: number; thousandths: number; result: ImportResult | null; failure: string }
export interface ImportLine extends Counts { import: number; file: string; size: number; sm3: string; law: string; finished: string | null }

export interface Deadline {
    deadline: string; mechanism: string; domain: string; who: string; trigger: string; act: string; kind: 'term' | 'window' | 'limitation' | 'alert'; length: string;
    term: string; profile: string; basis: Citation; effective: string; expires: string; verified: 'no' | 'secondary' | 'yes'; quote: string; note: string;
}
export interface DeadlineDue extends Deadline { at: string; due: string; end: string; stopped: boolean; steps: { text: string; basis: string }[]; warnings: string[] }

export interface Head { size: number; root: string; time: string | null; key: string; cosigned: { by: string; time: string | null }[] }
