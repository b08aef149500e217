/** What an environment's thread is started with. */
export interface RuntimeStart {
  /** The module of the handler, as a file URL. */
  readonly module: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
}

/** To the thread: run this. */
export interface RuntimeInvocation {
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  /** The event as JSON text. */
  readonly event: string;
  /** Milliseconds left. */
  readonly remaining: number;
}

/** From the thread. */
export type RuntimeMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'unready'; readonly error: RuntimeFailure }
  | { readonly type: 'result'; readonly requestId: string; readonly payload: string }
  | { readonly type: 'failure'; readonly requestId: string; readonly error: RuntimeFailure }
  | { readonly type: 'log'; readonly requestId?: string; readonly level: string; readonly message: unknown };

/** The error document of a function that threw. */
export interface RuntimeFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}
