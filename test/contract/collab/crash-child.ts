/**
 * A collaboration server that ends itself with SIGKILL at a named moment: `node crash-child.ts <data folder> [<fault point> <nth time>]`.
 * Prints its port; `GET /ticket?person=ada` gives a ticket for the test room.
 */
import { startServer, room } from './server.ts';

const [dataDir, point, nth] = process.argv.slice(2);
let left = Number(nth ?? 0);
const server = await startServer({
  dataDir: dataDir!,
  compactAfter: { records: 6, bytes: 1 << 20 },
  fault(reached) {
    if (reached !== point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
server.http.removeAllListeners('request');
server.http.on('request', (request, response) => {
  const person = new URL(request.url!, 'http://localhost').searchParams.get('person') ?? 'nobody';
  response.end(server.rooms.ticket({ room, person: { id: person, name: person, colour: '#336699' }, role: 'editor' }));
});
console.log(server.port);
