/** Something a person has to do before the command can run; the message says what. */
export class SetupProblem extends Error {
  /** @override */
  name = "SetupProblem";
}
