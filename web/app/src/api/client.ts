// api/client.ts - every request to the server goes through here.
//
// A failure is a Problem (RFC 9457) with the server's own Chinese and English sentence; a page shows it and needs to know nothing
// of HTTP.  What changes something carries an idempotency key, so that a repeated click or a retry does it once.

export interface Fault {
    pointer: string;
    text: string;
    text_en: string;
}

export class Problem extends Error {
    readonly status: number;
    readonly code: string;
    readonly en: string;
    readonly faults: Fault[];

    constructor(status: number, body: Record<string, unknown>) {
        super(String(body['detail'] || body['title'] || status));
        this.status = status;
        this.code = String(body['code'] ?? 'unknown');
        this.en = String(body['detail_en'] || body['title_en'] || this.message);
        this.faults = Array.isArray(body['errors']) ? (body['errors'] as Fault[]) : [];
    }
}

export type Query = Record<string, string | number | boolean | undefined | null>;

export interface Page<T> {
    items: T[];
    next?: string; // `after` of the following page; empty: this is the last; absent: the list has one page
    total?: number;
}

export interface Sending {
    query?: Query;
    body?: unknown;
    ifMatch?: string;
    signal?: AbortSignal;
    key?: string; // idempotency; made here when it is left out
}

let whenSignedOut: () => void = () => undefined;

// What happens when the session has ended: the shell shows the sign-in page and comes back.
export function onSignedOut(then: () => void): void {
    whenSignedOut = then;
}

export function address(path: string, query?: Query): string {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {}))
        if (value !== undefined && value !== null && value !== '')
            params.set(name, String(value));
    const text = params.toString();
    return `/api/v1${path}${text ? `?${text}` : ''}`;
}

export function newKey(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

async function failed(reply: Response): Promise<Problem> {
    const text = await reply.text();
    try {
        return new Problem(reply.status, JSON.parse(text) as Record<string, unknown>);
    } catch {
        return new Problem(reply.status, { code: 'unreadable', detail: text.slice(0, 200) });
    }
}

async function send<T>(method: string, path: string, s: Sending = {}): Promise<{ value: T; etag: string }> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (method !== 'GET')
        headers['Idempotency-Key'] = s.key ?? newKey();
    if (s.ifMatch)
        headers['If-Match'] = s.ifMatch;
    if (s.body !== undefined && !(s.body instanceof FormData))
        headers['Content-Type'] = 'application/json';
    const body = s.body === undefined ? null : s.body instanceof FormData ? s.body : JSON.stringify(s.body);
    const reply = await fetch(address(path, s.query), { method, headers, body, credentials: 'same-origin', signal: s.signal ?? null });
    if (reply.status === 401)
        whenSignedOut();
    if (!reply.ok)
        throw await failed(reply);
    const text = await reply.text();
    return { value: (text ? JSON.parse(text) : undefined) as T, etag: reply.headers.get('ETag') ?? '' };
}

export const api = {
    get: async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
        (await send<T>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) })).value,
    getTagged: <T>(path: string, query?: Query) => send<T>('GET', path, query ? { query } : {}),
    post: async <T>(path: string, body?: unknown, s: Sending = {}): Promise<T> => (await send<T>('POST', path, { ...s, body: body ?? {} })).value,
    put: async <T>(path: string, body: unknown, s: Sending = {}): Promise<T> => (await send<T>('PUT', path, { ...s, body })).value,
    remove: async (path: string, s: Sending = {}): Promise<void> => {
        await send<unknown>('DELETE', path, s);
    },
};
