/** Says where this server listens, and how much processor time it has used whenever it is asked. */
export function tellCpu(port: number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send!({ cpu: user + system });
  });
  process.on('disconnect', () => process.exit());
  process.send!({ port });
}
