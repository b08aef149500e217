import { counted } from '../../../../engine/model/counted.ts';
import { letterSystems, type Letter, type LetterSystem } from '../../../../cloud/client/index.ts';
import { LedgerError } from '../../../contract/error.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { asOperator } from '../../../services/cloud/as-operator.ts';
import { exit, type Io, readArgs, usageError, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage, meant, namedTenant } from '../meant.ts';

const options = {
  ...cloudOptions,
  tenant: { type: 'string' },
  system: { type: 'string' },
  unsorted: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof readArgs<typeof options>>['values'];
type Verb = (values: Values, letter: string | undefined, io: Io) => Promise<number>;

const usage = (message: string): never => {
  throw usageError(message, 'See lq help dlq.');
};
const nameOf = ({ system, id }: Pick<Letter, 'system' | 'id'>): string => `${system}/${id}`;
const tenantOf = (values: Values): string => namedTenant(values, 'See lq help dlq.');

/** The system that is meant; undefined for all of them. */
function systemOf({ system }: Values): LetterSystem | undefined {
  if (system === undefined) return undefined;
  return letterSystems.find((each) => each === system) ?? usage(`There is no system ${system}; there are ${letterSystems.join(', ')}.`);
}

const list: Verb = async (values, _letter, io) => {
  if (values.unsorted) return listUnsorted(values, io);
  const [tenant, system] = [tenantOf(values), systemOf(values)];
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const found = await client.letters(tenant).finally(() => client.close());
  const letters = found
    .filter((each) => system === undefined || each.system === system)
    .map(({ event: _event, tenant: _tenant, id, at, asked, ...letter }) => ({
      letter: nameOf({ system: letter.system, id }),
      ...letter,
      at: new Date(at).toISOString(),
      ...(asked !== undefined && { asked: new Date(asked).toISOString() }),
    }));
  if (values.json) io.out(JSON.stringify({ tenant, letters }));
  else if (letters.length === 0) io.out(`${tenant} has no dead letters${system === undefined ? '' : ` of ${system}`}.`);
  else
    for (const { letter, about, at, tries, error, asked } of letters) {
      io.out(
        `${letter}  ${about}  ${at}  tried ${counted(tries, 'time')}${asked === undefined ? '' : `; sent again ${asked}, no answer yet`}`,
      );
      io.out(`  ${error}`);
    }
  return exit.ok;
};

const redrive: Verb = async (values, letter, io) => {
  if (values.unsorted) return redriveUnsorted(values, io);
  const [tenant, system] = [tenantOf(values), systemOf(values)];
  if ((letter === undefined) === (system === undefined))
    return usage('Say what to send again: one letter, or all of a system with --system <system>.');
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const ask = async () => {
    const found = await client.letters(tenant);
    const asked = found.filter((each) => (letter === undefined ? each.system === system : nameOf(each) === letter));
    if (letter !== undefined && asked.length === 0)
      throw new LedgerError({
        code: 'letter-unknown',
        message: `${tenant} has no dead letter ${letter}.`,
        hint: `List them: lq dlq list --tenant ${tenant}`,
        where: letter,
      });
    return client.redrive(tenant, asked);
  };
  const outcomes = await ask().finally(() => client.close());
  const letters = outcomes.map(({ system: of, id, ...outcome }) => ({ letter: nameOf({ system: of, id }), ...outcome }));
  if (values.json) io.out(JSON.stringify({ tenant, letters }));
  else if (letters.length === 0) io.out(`${tenant} has no dead letters of ${system}.`);
  else
    for (const { letter: name, outcome, error } of letters) {
      if (outcome === 'done') io.out(`${name} is done.`);
      else if (outcome === 'failed') io.err(`${name} failed again and is back: ${error}`);
      else io.err(`${name} was sent again and nobody has answered yet. Look later: lq dlq list --tenant ${tenant}`);
    }
  return letters.every(({ outcome }) => outcome === 'done') ? exit.ok : exit.differs;
};

async function listUnsorted(values: Values, io: Io): Promise<number> {
  const { dataDir, person } = meant(values);
  const found = await asOperator(dataDir, { person, to: 'redrive' }, (operator) => operator.unsortedLetters());
  const unsorted = found.map(({ at, ...letter }) => ({ ...letter, at: new Date(at).toISOString() }));
  if (values.json) io.out(JSON.stringify({ unsorted }));
  else if (unsorted.length === 0) io.out('Every dead letter is somebody’s.');
  else for (const { id, at, body } of unsorted) io.out(`${id}  ${at}  ${body}`);
  return exit.ok;
}

async function redriveUnsorted(values: Values, io: Io): Promise<number> {
  const { dataDir, person } = meant(values);
  const moved = await asOperator(dataDir, { person, to: 'redrive' }, (operator) => operator.redriveUnsorted());
  if (values.json) io.out(JSON.stringify({ moved }));
  else io.out(moved === 0 ? 'There was nothing to sort.' : `${counted(moved, 'dead letter is', 'dead letters are')} being sorted again.`);
  return exit.ok;
}

const verbs: Record<string, Verb> = { list, redrive };

export const command: CliCommand = {
  summary: 'Lists what the cloud was to do and could not, and sends it again once the cause is mended.',
  usage: `lq dlq list --tenant <tenant> [--system <system>]
lq dlq redrive <letter> --tenant <tenant>              one letter, by the name that the list gives it
lq dlq redrive --system <system> --tenant <tenant>     all of a system, in their order
lq dlq list|redrive --unsorted                         those of which nobody knows whose they are

  --system <name>   ${letterSystems.join(', ')}
  --as <person>     who asks; otherwise you. Needs the role owner or operator, for --unsorted in every tenant
${cloudUsage}
  --json            one JSON document

A letter that fails again is back in the list with the new reason, and the exit code is 1. What had been done after all is not done twice.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [name = '', letter] = positionals;
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!verb) return usage(name === '' ? 'Say what: list or redrive.' : `There is no lq dlq ${name}; there are list, redrive.`);
    return verb(values, letter, io);
  },
};
