import { eq, sql, type SQL } from "drizzle-orm";
import type { User, Users } from "../../domain/ports/users.ts";
import type { Database } from "../connect.ts";
import { users } from "../schema/users.ts";

export function createUsersRepository(db: Database): Users {
  const findOne = async (condition: SQL): Promise<User | undefined> => {
    const { id, email, name, passwordHash } = users;
    const [user] = await db.select({ id, email, name, passwordHash }).from(users).where(condition).limit(1);
    return user;
  };
  return {
    findByEmail: (email) => findOne(sql`lower(${users.email}) = lower(${email})`),
    find: (id) => findOne(eq(users.id, id)),
  };
}
