// parts/rule-complete.ts - what could stand at the caret of a rule: words of the language, fields of the dataset and their values, names
// that the text already uses.
import type { Field } from '@/api/shapes';

export interface Choice { text: string; about: string }

const words = [
    '规则', '类型', '罪名', '说明', '依据', '筛查', '当', '线索', '送', '例', '命中', '不中', '待查', '且', '或', '非', '属于', '不属于', '介于', '到', '含', '不含', '缺', '不缺',
    '达到', '存在', '不存在', '同类', '次数', '合计', '最大', '最小', '最近', '首个', '任一', '全部', '另有', '本案', '案由类.', '标准.',
];
const longest = 12;
const letter = /[\p{L}\p{N}_.]/u;

// Where the word before the caret begins.
export function wordStart(text: string, caret: number): number {
    let at = caret;
    while (at > 0 && letter.test(text[at - 1] ?? ''))
        at--;
    return at;
}

function names(text: string): Choice[] {
    return [...new Set(text.match(/(?:案由类|标准)\.[\p{L}\p{N}]+/gu) ?? [])].map((n) => ({ text: n, about: '' }));
}

export function choices(text: string, caret: number, fields: Field[]): Choice[] {
    const begun = text.slice(wordStart(text, caret), caret);
    const all: Choice[] = [
        ...fields.map((f) => ({ text: f.name, about: f.unit || f.type })),
        ...names(text.slice(0, caret - begun.length) + text.slice(caret)),
        ...words.map((w) => ({ text: w, about: '' })),
        ...fields.flatMap((f) => f.values.map((v) => ({ text: v, about: f.name }))),
    ];
    const fits = (c: Choice): number => (c.text.startsWith(begun) ? 0 : c.text.includes(begun) ? 1 : 2);
    return [...new Map(all.map((c) => [c.text, c])).values()]
        .filter((c) => c.text !== begun && fits(c) < 2)
        .sort((a, b) => fits(a) - fits(b)).slice(0, longest);
}
