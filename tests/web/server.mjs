// server.mjs - a sample district in a folder of its own, and the real server over it.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const top = path.resolve(import.meta.dirname, '../..');

// What an import ends with that came in but for some rows; the sample has such rows on purpose.
const someRejected = 1;

// Who works in the stories: an organ and what he has been given. `token` stands for signing in.
export const people = {
    procurator: { organ: '检察院.行政检察', person: '甲检察官', capabilities: ['线索办理', '规则编写', '数据导入', '审计查看'] },
    chief: { organ: 'mtg-procuratorate', person: '乙检察长', capabilities: ['检察长决定', '检察建议审核', '线索办理'] },
    agency: { organ: 'mtg-amr', person: '丙', capabilities: ['线索申辩', '批准移送'] },
    police: { organ: 'mtg-police', person: '丁', capabilities: ['立案审批'] },
    town: { organ: 'mtg-dayu', person: '戊', capabilities: [] },
};

export function tokenOf(who) {
    return `${who}-token-000000000001`;
}

export class Server {
    constructor(program) {
        this.program = program;
        this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liandong-web-'));
        this.home = path.join(this.folder, 'home');
    }

    command(...words) {
        const env = { ...process.env, LIANDONG_HOME: this.home, LIANDONG_LAW: path.join(top, 'law') };
        const done = spawnSync(this.program, words, { env, encoding: 'utf8', cwd: this.folder });
        if (done.status !== 0 && done.status !== someRejected)
            throw new Error(`liandong ${words[0]} ends with ${done.status}: ${done.stderr}`);
    }

    // A copy of the sample: an import writes the rejected rows beside the file.
    prepare() {
        const sample = path.join(this.folder, 'sample');
        fs.cpSync(path.join(top, 'sample'), sample, { recursive: true });
        this.command('init', '--sample');
        this.command('import', ...fs.readdirSync(sample).filter((f) => /\.(csv|xlsx|jsonl)$/.test(f) && !f.includes('.rejected.')).map((f) => path.join(sample, f)));
        this.command('screen');
        this.command('ledger', 'init');
    }

    async start(pages) {
        const tokens = path.join(this.folder, 'tokens.json');
        fs.writeFileSync(tokens, JSON.stringify(Object.entries(people).map(([who, p]) => ({ token: tokenOf(who), ...p }))), { mode: 0o600 });
        this.child = spawn(this.program, ['serve', '--home', this.home, '--law', path.join(top, 'law'), '--listen', '127.0.0.1:0', '--token-file', tokens,
            '--pages', pages, '--check-replies', '--log', path.join(this.folder, 'log')], { stdio: ['ignore', 'pipe', 'pipe'] });
        this.origin = await new Promise((found, failed) => {
            let said = '';
            const look = (bytes) => {
                said += bytes;
                const m = /http:\/\/[\d.]+:\d+/.exec(said);
                if (m)
                    found(m[0]);
            };
            this.child.stdout.on('data', look);
            this.child.stderr.on('data', look);
            this.child.on('exit', () => failed(new Error(`the server does not start: ${said}`)));
        });
    }

    async stop() {
        if (this.child && this.child.exitCode === null) {
            const ended = new Promise((then) => this.child.once('exit', then));
            this.child.kill('SIGTERM');
            await ended;
        }
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}
