import { runCli } from '../src/cli/run-cli.js';
/** Makes one; `over` replaces parts of its environment. */
export function testTerminal(cwd, over = {}) {
    const listeners = new Set();
    const exits = [];
    const slept = [];
    const run = async (...argv) => {
        let out = '';
        let err = '';
        const environment = {
            env: {},
            cwd,
            interactive: false,
            stdout: (text) => {
                out += text;
            },
            stderr: (text) => {
                err += text;
            },
            now: () => 0,
            sleep: async (duration) => void slept.push(duration),
            onStop: (listener) => {
                listeners.add(listener);
                return () => listeners.delete(listener);
            },
            exit: (code) => void exits.push(code),
            startServer: () => Promise.reject(new RangeError('this test starts no server')),
            ...over,
        };
        const code = await runCli(argv, '1.2.3', environment);
        return { code, out, err };
    };
    const interrupt = () => {
        for (const listener of listeners)
            listener();
    };
    return { run, interrupt, exits, slept };
}
