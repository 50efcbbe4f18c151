/** The embedded server cannot be had. The message says what stands in the way and what to do. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}
