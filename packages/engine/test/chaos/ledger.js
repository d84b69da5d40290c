import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
/** The books that a client keeps. */
const BOOKS = ['sent', 'acknowledged', 'victims', 'erased'];
/** The client's own books of what it sent and of what was acknowledged: files, synced to disk before anything else is sent. */
export class Ledger {
    #path;
    #files;
    constructor(path) {
        this.#path = path;
        const open = (book) => openSync(`${path}.${book}`, 'a');
        this.#files = { sent: open('sent'), acknowledged: open('acknowledged'), victims: open('victims'), erased: open('erased') };
    }
    /** To be called before ids leave. */
    sending(messageIds) {
        this.#write('sent', messageIds);
    }
    /** To be called with what was answered, before anything else is sent. */
    acknowledge(items) {
        this.#write('acknowledged', items.map(({ messageId, status }) => `${status} ${messageId}`));
    }
    /** To be called before ids leave that will be erased. */
    victim(messageIds) {
        this.#write('victims', messageIds);
    }
    /** To be called when the erasure of these ids has been acknowledged. */
    erase(messageIds) {
        this.#write('erased', messageIds);
    }
    /** Every id that ever left, as the file has it. */
    sent() {
        return new Set(this.#linesOf('sent'));
    }
    /** Ids of those who come to be erased. */
    victims() {
        return new Set(this.#linesOf('victims'));
    }
    /** Ids whose erasure was acknowledged. */
    erased() {
        return new Set(this.#linesOf('erased'));
    }
    /** Every acknowledgement, as the file has it. */
    acknowledged() {
        return this.#linesOf('acknowledged').map((line) => {
            const space = line.indexOf(' ');
            return { status: line.slice(0, space), messageId: line.slice(space + 1) };
        });
    }
    close() {
        for (const book of BOOKS)
            closeSync(this.#files[book]);
    }
    #write(book, lines) {
        writeSync(this.#files[book], lines.map((line) => `${line}\n`).join(''));
        fsyncSync(this.#files[book]);
    }
    #linesOf(book) {
        return readFileSync(`${this.#path}.${book}`, 'utf8')
            .split('\n')
            .filter((line) => line !== '');
    }
}
