declare module 'behavior3js' {
  const library: unknown;
  export default library;
}
