/** A destination that a reseller has given a name. */
export type Favourite = {
  id: number;
  /** As typed, one line, not escaped. */
  name: string;
  destination: string;
  /** What was bought there when it was saved. */
  productCode: string;
};

export const MOST_FAVOURITES = 100;
export const LONGEST_NAME = 40;

/** Favourites as they are kept: each belongs to one reseller, and a destination has one name. */
export interface Favourites {
  /** A destination that is there already gets the new name. `undefined`: he has as many as he may have. */
  save(resellerId: number, favourite: Omit<Favourite, 'id'>, now: Date): Promise<Favourite | undefined>;
  /** By name, `limit` of them after the first `offset`. */
  list(resellerId: number, offset: number, limit: number): Promise<{ shown: Favourite[]; total: number }>;
  /** `undefined`: it is not his. */
  find(resellerId: number, id: number): Promise<Favourite | undefined>;
  remove(resellerId: number, id: number): Promise<void>;
}
