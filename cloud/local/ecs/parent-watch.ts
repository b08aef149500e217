/** Loaded before a task's module: ends the task when the cloud that started it is gone, which closes its standard input. */
process.stdin.on('end', () => process.exit(143));
process.stdin.on('error', () => process.exit(143));
process.stdin.resume();
(process.stdin as unknown as { unref?: () => void }).unref?.();
