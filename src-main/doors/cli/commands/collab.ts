import { serveOpenRooms } from '../../host/serve-rooms.ts';
import { untilStopped } from '../../host/until-stopped.ts';
import { type CliCommand, exit, namedDataDir, readArgs, report, usageError, wholeNumber } from '../command.ts';

export const command: CliCommand = {
  summary: 'Serves rooms without tickets to any Yjs program on this machine, and stays until it is stopped.',
  usage: `lq collab serve --open --data <dir> [options]

  --open            without tickets: whoever reaches this machine's loopback may read and write
  --data <dir>      where the rooms are kept: a folder of their own
  --port <n>        the port; any free one without it
  --origin <origin> lets pages of this origin connect, such as http://localhost:5173; repeatable
  --json            prints {url} as one line of JSON first

A stock y-websocket provider connects with new WebsocketProvider(url, name, doc). Rooms with tickets are those of Studio: lq up.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      open: { type: 'boolean' },
      data: { type: 'string' },
      port: { type: 'string' },
      origin: { type: 'string', multiple: true },
      json: { type: 'boolean' },
    });
    const [verb, ...more] = positionals;
    if (verb !== 'serve' || more.length > 0)
      throw usageError(`There is no command lq collab ${positionals.join(' ')}`.trimEnd() + '.', 'There is lq collab serve.');
    if (values.open !== true)
      throw usageError(
        'lq collab serve serves rooms without tickets only.',
        'Say so with --open. Rooms with tickets are those of Studio: lq up.',
      );
    const dataDir = namedDataDir(values.data);
    if (dataDir === undefined) throw usageError('Open rooms have a folder of their own.', 'Name it: lq collab serve --open --data <dir>');
    const port = wholeNumber('port', values.port, 1) ?? 0;
    if (port > 65_535) throw usageError(`--port ${port} is more than 65535.`);
    const rooms = await serveOpenRooms({
      dataDir,
      port,
      origins: (values.origin ?? []).map(originOf),
      onFailure: (room, { message, hint }) => io.err([`${room}: ${message}`, hint].filter(Boolean).join(' ')),
      onSetAside: (_, error) => void report(error, io),
    });
    if (values.json) io.out(JSON.stringify({ url: rooms.url }));
    else {
      io.out(`Open rooms at ${rooms.url}: new WebsocketProvider('${rooms.url}', '<name>', doc)`);
      io.out('Stop with Ctrl+C; everything is kept.');
    }
    await untilStopped();
    await rooms.close();
    return exit.ok;
  },
};

function originOf(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw usageError(`--origin ${text} is not an origin.`, 'One looks like http://localhost:5173.');
}
