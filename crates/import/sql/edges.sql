-- The pairs of documents that are worth comparing, from two tables of `anthology import --stages DIR`:
--   bands(doc, band, bucket)   a key for each band of each document's MinHash signature
--   shingles(doc, hash)        a sample of each document's runs of five words
-- One query without functions of any engine: it runs unchanged on DuckDB, DataFusion (Ballista) and Spark.
-- Save its result as CSV with the header a,b for `anthology import --edges FILE`.
--
-- Of each group every document is paired with the first and with the last one, so that a group of n costs 2n - 3 rows and
-- not n(n - 1)/2. GROUP BY and JOIN, not MIN(...) OVER (...): with windows DataFusion took over twenty times as long.
-- A run of words that more than 64 documents share is boilerplate. Two documents must share two runs.
WITH buckets AS (
  SELECT band, bucket, MIN(doc) AS lo, MAX(doc) AS hi
  FROM bands
  GROUP BY band, bucket
  HAVING COUNT(*) > 1
),
postings AS (
  SELECT hash, MIN(doc) AS lo, MAX(doc) AS hi
  FROM shingles
  GROUP BY hash
  HAVING COUNT(*) > 1 AND COUNT(*) <= 64
),
shared AS (
  SELECT p.lo AS a, s.doc AS b
  FROM postings p JOIN shingles s ON s.hash = p.hash
  WHERE s.doc <> p.lo
  UNION ALL
  SELECT s.doc AS a, p.hi AS b
  FROM postings p JOIN shingles s ON s.hash = p.hash
  WHERE s.doc <> p.lo AND s.doc <> p.hi
)
SELECT g.lo AS a, s.doc AS b
FROM buckets g JOIN bands s ON s.band = g.band AND s.bucket = g.bucket
WHERE s.doc <> g.lo
UNION
SELECT s.doc AS a, g.hi AS b
FROM buckets g JOIN bands s ON s.band = g.band AND s.bucket = g.bucket
WHERE s.doc <> g.hi
UNION
SELECT a, b FROM shared GROUP BY a, b HAVING COUNT(*) >= 2
