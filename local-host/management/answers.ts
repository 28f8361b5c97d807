import type { HostAnswer } from "../http-server";

/** An answer with a JSON body. */
export const json = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): HostAnswer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(body),
});

/** An answer that is its status. */
export const empty = (status: number): HostAnswer => ({ status });

/** An error as the Durable extension words it, in the shape of ASP.NET's HttpError. */
export const problem = (
  status: number,
  message: string,
  exception?: { message: string; type: string },
): HostAnswer =>
  json(status, {
    Message: message,
    ...(exception && {
      ExceptionMessage: exception.message,
      ExceptionType: exception.type,
      StackTrace: "",
    }),
  });

/** What the extension answers when an argument is wrong. */
export const badArgument = (message: string): HostAnswer =>
  problem(400, "One or more of the arguments submitted is incorrect", {
    message,
    type: "System.ArgumentException",
  });

/** What it answers to everything else that goes wrong. */
export const wentWrong = (message: string, type = "System.InvalidOperationException"): HostAnswer =>
  problem(500, "Something went wrong while processing your request", { message, type });
