/** A service that can be asked, cheaply and without effect, whether it would work. */
export interface Checked {
  /**
   * Calls its cheapest authenticated endpoint. Answers one phrase of what works, with numbers where
   * the vendor tells them: "key accepted, 480 of 500 look-ups left today". Throws a ConnectorError
   * whose message says how to mend it.
   */
  check(): Promise<string>;
}
