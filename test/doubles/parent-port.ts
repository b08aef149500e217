/** `node --import` of this file: a process that was forked has the port that Electron gives to a utility process. */
Object.assign(process, {
  parentPort: {
    postMessage: (message: object) => void process.send?.(message),
    on: (event: string, listener: (event: { data: unknown }) => void) => void process.on(event, (data) => listener({ data })),
  },
});
