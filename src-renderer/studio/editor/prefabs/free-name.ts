/** `name`, else with the first number behind it that is not taken; within the length that names of prefabs may have. */
export function freeName(name: string, isTaken: (candidate: string) => boolean): string {
  const short = name.slice(0, 58);
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${short}${n}`;
    if (!isTaken(candidate)) return candidate;
  }
}
