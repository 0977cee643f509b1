import type { RpcExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';

/**
 * Lets an error of a verb through as it is. Nest would hand the loop a message in its place, and the loop could no
 * longer tell an outage, which it waits for, from a bug, which ends the process.
 */
export class Rethrow implements RpcExceptionFilter<unknown> {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
