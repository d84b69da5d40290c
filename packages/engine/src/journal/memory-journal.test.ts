import { type JournalUnderTest, journalContract } from './journal-contract.js';
import { MemoryJournal } from './memory-journal.js';

function underTest(journal: MemoryJournal): JournalUnderTest {
  return {
    journal,
    failNextWrite: () => journal.failNextCommit(),
    waitForRetry: () => journal.recover(),
    reopen: async () => underTest(journal.reopened()),
    cleanUp: async () => undefined,
  };
}

journalContract('in memory', async () => underTest(new MemoryJournal({ segmentBytes: 1_000 })));
