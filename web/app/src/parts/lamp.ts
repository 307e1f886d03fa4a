// parts/lamp.ts - red, yellow, green by the share of time that is left.
import { about, endOf } from './moment';

export type Lamp = 'red' | 'amber' | 'green' | 'none';
const lastFifth = 0.2, half = 0.5;

export function lampOf(clock: { due: string; overdue: boolean; paused: boolean }, length: string, now: number): Lamp {
    if (clock.overdue)
        return 'red';
    const total = about(length);
    if (clock.paused || !clock.due || !total)
        return 'none';
    const left = (endOf(clock.due) - now) / total;
    return left < lastFifth ? 'red' : left < half ? 'amber' : 'green';
}
