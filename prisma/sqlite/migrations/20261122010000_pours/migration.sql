-- What a water machine poured.
CREATE TABLE "pours" (
    "session_id" TEXT NOT NULL PRIMARY KEY,
    "purpose" TEXT NOT NULL,
    "ordered_ml" INTEGER NOT NULL,
    "delivered_ml" INTEGER,
    "exact" BOOLEAN,
    CONSTRAINT "pours_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
