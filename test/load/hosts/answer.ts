/** A host's side of the channel between the load and a host: answers questions by name, and says what this process and those below it use. */
import { usageBelow } from './descendants.ts';

type Answers = Readonly<Record<string, (about: never) => unknown>>;

interface Question {
  readonly number: number;
  readonly ask: string;
  readonly about: unknown;
}

/** Answers until whoever asks is gone; then the process ends. */
export function answer(answers: Answers): void {
  const all: Answers = {
    usage() {
      const { user, system } = process.cpuUsage();
      const below = usageBelow();
      return { cpu: user + system + below.cpu, rss: process.memoryUsage.rss() + below.rss };
    },
    ...answers,
  };
  process.on('message', (question: Question) => void reply(all, question));
  process.on('disconnect', () => process.exit());
  process.send!({ ready: true });
}

async function reply(answers: Answers, { number, ask, about }: Question): Promise<void> {
  try {
    process.send!({ number, answer: await answers[ask]!(about as never) });
  } catch (error) {
    process.send!({ number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
