// parts/draft.ts - what was typed into the form of an act and not sent yet; kept in the browser.
export interface ActValues { fields: Record<string, string>; papers: Record<string, string>; roles: Record<string, string> }

export function draftPlace(of: string): string {
    return `liandong.draft.${of}`;
}

export function dropDraft(of: string): void {
    localStorage.removeItem(draftPlace(of));
}
