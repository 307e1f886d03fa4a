// parts/roles.ts - which roles of a procedure an act can give to organs.
import type { Procedure } from '@/api/shapes';

// First those that the act names, then those that are nobody's yet; a role `of` another goes with that one.
export function nameable(procedure: Procedure, act: string, held: string[]): string[] {
    const named = procedure.acts.find((a) => a.act === act)?.names ?? [];
    const free = procedure.roles.filter((r) => !r.of && !held.includes(r.role)).map((r) => r.role);
    return [...new Set([...named, ...free])];
}
