/**
 * The object id that a SID of Entra ID stands for; undefined for any other SID. The four numbers are the
 * sixteen bytes of the id, each with its little end first:
 * S-1-12-1-1943430372-1249052806-2496021943-3034400218 is 73d664e4-0886-4a73-b745-c694da45ddb4.
 */
export function objectIdOf(sid: string): string | undefined {
  const parts = /^S-1-12-1-(\d{1,10})-(\d{1,10})-(\d{1,10})-(\d{1,10})$/i.exec(sid)?.slice(1);
  const numbers = parts?.map(Number);
  if (!numbers?.every((number) => number <= 0xffff_ffff)) return undefined;
  const bytes = Buffer.alloc(16);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, index * 4);
  const groups = [
    bytes.readUInt32LE(0).toString(16).padStart(8, "0"),
    bytes.readUInt16LE(4).toString(16).padStart(4, "0"),
    bytes.readUInt16LE(6).toString(16).padStart(4, "0"),
    bytes.subarray(8, 10).toString("hex"),
    bytes.subarray(10).toString("hex"),
  ];
  return groups.join("-");
}
