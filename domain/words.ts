/** A number with its noun: "1 question", "2 questions", "3 addresses". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
