import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kernel counts processor time in hundredths of a second on every platform that has /proc. */
const TICKS_A_SECOND = 100;

/** Seconds of processor time that a process has used, all its threads together. @throws Error where there is no /proc */
export function cpuSeconds(pid: number): number {
  // The name of the program stands in parentheses and may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Bytes of memory that a process has resident. @throws Error where there is no /proc */
export function residentBytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  if (kibibytes === undefined) throw new Error(`process ${pid} tells no resident memory`);
  return Number(kibibytes) * 1024;
}

/** Bytes of the files in a folder, with those in folders within it; what is removed meanwhile does not count. */
export function folderBytes(path: string): number {
  let bytes = 0;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) bytes += folderBytes(inside);
    else if (entry.isFile()) bytes += lstatSync(inside, { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}
