-- Step 0002 gave cases the columns of their second entry and left them empty for
-- those that were there: they were in nobody's list. What this database does not
-- take for JSON, and a desk may write, it leaves as it is.
UPDATE case_file SET
	outside  = coalesce(doc::jsonb ->> 'system', ''),
	entry    = coalesce(doc::jsonb ->> 'entry', ''),
	external = coalesce(doc::jsonb ->> 'external', '')
WHERE outside = '' AND doc LIKE '%"system"%' AND doc !~* '\\u(0000|d[89a-f])';
