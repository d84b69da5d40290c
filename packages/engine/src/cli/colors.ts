import pico from 'picocolors';

/**
 * Colours for people at a terminal. Not where the output goes into a file or another program, also not on a build machine
 * (which picocolors would colour), unless FORCE_COLOR asks for it.
 */
export const pc = pico.createColors(process.env.FORCE_COLOR !== undefined || (process.stdout.isTTY === true && pico.isColorSupported));
