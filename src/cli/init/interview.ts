import { Complaint } from '../../complaint.ts';

export async function interview(_: unknown): Promise<void> {
  throw new Complaint('Write --answers FILE with the answers (docs/setup.md).');
}
