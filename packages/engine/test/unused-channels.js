const unused = {
    endpoint: () => 'unused',
    send: () => Promise.resolve({ outcome: 'impossible', detail: 'this test uses another channel' }),
    erase: () => Promise.resolve(),
};
/** For tests of one channel: the others take nothing. */
export const UNUSED_CHANNELS = { email: unused, site: unused };
