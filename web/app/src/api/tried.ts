// api/tried.ts - what trying a rule came to.

export interface Finding { outcome: string; record: number; organ: string; party: string; doc_no: string; date: string; clue: string; because: string[]; missing: string[] }
export interface Backtest {
    accepted: number; accepted_hit: number; dismissed: number; dismissed_hit: number; precision: number; recall: number;
    reasons: { code: string; name: string; dismissed: number; hit: number }[];
}
export interface SweepPoint { what: string; value: string; hits: number; undetermined: number; added: number; lost: number; backtest: Backtest }
export interface Draft {
    rows: number; hits: number; undetermined: number; missing: { field: string; count: number }[]; saved: boolean; decided: boolean;
    organs: { organ: string; hits: number; undetermined: number }[]; years: { year: string; hits: number; undetermined: number }[];
    difference: { hits?: number; added?: number; lost?: number; comparable?: boolean }; backtest: Backtest;
    sweep: SweepPoint[]; sample: Finding[]; sample_undetermined: Finding[]; added_examples: Finding[]; lost_examples: Finding[];
}
export interface RuleTried { draft: Draft; false_examples: number }
