// parts/share.ts - shares as the server counts them, in thousandths; -1: there was nothing to divide by.
export function thousandths(n: number): string {
    return n < 0 ? '—' : `${n / 10}%`;
}
