import type { HouseCheck } from './source-file.js';
import { fileAt, isCode } from './source-file.js';

const mostLines = 600;
const mostReadmeLines = 30;
const stages = ['collect', 'clean', 'quality', 'identify', 'profile', 'detect', 'predict', 'decide', 'experiment', 'act', 'govern'];
const engine = 'packages/engine/src';

/** A file that nobody can hold in mind is split. */
export const filesStaySmall: HouseCheck = (files) =>
  files
    .filter((file) => isCode(file) && lines(file.text) > mostLines)
    .map(({ path, text }) => ({ path, problem: `${lines(text)} lines; at most ${mostLines}` }));

/** Each stage says on one page what comes in, what goes out, what holds, and where to change what. */
export const stagesHaveShortReadmes: HouseCheck = (files) =>
  stages
    .filter((stage) => files.some(({ path }) => path.startsWith(`${engine}/${stage}/`)))
    .map((stage) => fileAt(files, `${engine}/${stage}/README.md`))
    .flatMap(({ path, text }) => {
      if (text === '') return [{ path, problem: 'the stage has no README.md' }];
      return lines(text) > mostReadmeLines ? [{ path, problem: `${lines(text)} lines; at most ${mostReadmeLines}` }] : [];
    });

function lines(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}
