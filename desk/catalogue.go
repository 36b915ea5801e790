package desk

import "context"

// CatalogueObj is what lines of the journal about a version of the catalogue are
// about.
func CatalogueObj(version string) string { return "catalogue:" + version }

// CatalogueRead writes down that whoever is on duty has read what changed with a
// version of the catalogue. What is read stays read: nobody is asked about it again,
// and the lead can see who knows.
func (x *Days) CatalogueRead(ctx context.Context, rid string, d Duty, version string) error {
	if version == "" || d.Staff.ID == "" {
		return &Problem{Kind: Invalid, What: "catalogue.read"}
	}
	done, err := x.ledger.Write(ctx, rid, d, func(Tx) (Act, error) {
		return Act{Kind: ActCatalogueRead, Obj: CatalogueObj(version)}, nil
	})
	if err != nil {
		return err
	}
	return done.is(ActCatalogueRead)
}
