/** True when `password` is what `hash` (a PHC string) was made of. Costs some 200 ms of CPU, on purpose. */
export interface PasswordVerifier {
  verify(password: string, hash: string): boolean;
}
