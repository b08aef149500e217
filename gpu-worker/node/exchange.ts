/** What the supervisor of a job and the process that draws say to each other. */

export const pictureExit = { done: 0, failed: 1, noAdapter: 3 } as const;

export interface PictureReport {
  /** As the driver names itself. */
  adapter: string;
  software: boolean;
  drawCalls: number;
}

export interface PictureRequest {
  /** A JSON file with `entities` and `environment`. */
  level: string;
  /** Where the PNG goes. */
  picture: string;
  /** Pixels. */
  width: number;
  height: number;
  requireGpu: boolean;
}
