/** How far before a line another may begin that it speaks of ("last message repeated"). */
export const CONTEXT_BYTES = 64 * 1024;
