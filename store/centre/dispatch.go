package centre

import (
	"context"
	"slices"

	"xiaochuang/desk"
	"xiaochuang/store/centre/records"
)

// stationsFor are stations with a desk by their street: those named, or all that
// are there for the person.
func stationsFor(ctx context.Context, tx *records.Tx, p Person, named []string) (map[string][]string, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT DISTINCT tenant, station
		FROM desk
		WHERE (?1 = '' OR tenant = ?1) AND state = 'active'
		ORDER BY station`, p.Tenant)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out, found := map[string][]string{}, map[string]bool{}
	n := 0
	for rows.Next() {
		var tenant, station string
		if err := rows.Scan(&tenant, &station); err != nil {
			return nil, err
		}
		if len(named) == 0 || slices.Contains(named, station) {
			out[tenant], found[station] = append(out[tenant], station), true
			n++
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, s := range named {
		if !found[s] {
			return nil, &desk.Problem{Kind: desk.NotFound, What: "centre.station"}
		}
	}
	switch {
	case n == 0:
		return nil, &desk.Problem{Kind: desk.NotFound, What: "centre.station"}
	case n > mostStations:
		return nil, &desk.Problem{Kind: desk.Full, What: "centre.stations"}
	}
	return out, nil
}

func sortedKeys(m map[string][]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
