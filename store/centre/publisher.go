package centre

import (
	"context"
	"errors"
	"io/fs"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// A Publisher may sign the catalogue. Desks learn of it when they are enrolled, and
// from the version before the first that it signs.
type Publisher struct {
	Key   string `json:"key"` // public key
	Name  string `json:"name"`
	Added int64  `json:"added"` // UTC, milliseconds
}

// NewPublisherKey makes a publisher's key pair in a file of its own, readable by its
// owner alone, and returns the public half. The file belongs to the publisher, not to
// the centre. One that is there already is kept, and its public half returned.
func (x *Centre) NewPublisherKey(path string) (key string, made bool, err error) {
	k, err := seal.Create(path, x.suite)
	if errors.Is(err, fs.ErrExist) {
		k, err = seal.Load(path)
		if err != nil {
			return "", false, &desk.Problem{Kind: desk.Denied, What: "publish.key", Cause: err}
		}
	} else if err != nil {
		return "", false, &desk.Problem{Kind: desk.Unavailable, What: "publish.key", Cause: err}
	} else {
		made = true
	}
	if k.Suite().Name() != x.suite.Name() {
		return "", made, &desk.Problem{Kind: desk.Conflict, What: "publish.suite"}
	}
	public, err := k.Signing().Public()
	return public.String(), made, err
}

// PublisherKey opens the file of NewPublisherKey.
func PublisherKey(path string) (*seal.Keys, error) {
	k, err := seal.Load(path)
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Denied, What: "publish.key", Cause: err}
	}
	return k, nil
}

// AddPublisher makes a public key known as one that may sign. There are at most
// two: the one in use and the one that will follow it.
func (x *Centre) AddPublisher(ctx context.Context, key, name string) error {
	var public seal.PublicKey
	if err := public.UnmarshalText([]byte(key)); err != nil || public.IsZero() {
		return &desk.Problem{Kind: desk.Invalid, What: "publish.public", Cause: err}
	}
	// By using it: no other error than this one says that the key is of this suite.
	if err := x.suite.Verify(public, []byte("x"), []byte("x")); !errors.Is(err, seal.ErrSignature) {
		return &desk.Problem{Kind: desk.Invalid, What: "publish.public", Cause: err}
	}
	if !speakable(name, mostName) {
		return &desk.Problem{Kind: desk.Invalid, What: "centre.person"}
	}
	return x.write(ctx, func(tx *records.Tx) error {
		if err := tx.Lock(ctx, "catalogue"); err != nil {
			return err
		}
		list, err := publishers(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range list {
			if p.Key == key {
				return nil
			}
		}
		if len(list) >= uplink.MaxPublishers {
			return &desk.Problem{Kind: desk.Full, What: "publish.publishers"}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO publisher(key, name, added) VALUES(?, ?, ?)`, key, name, x.now().UnixMilli())
		return err
	})
}

// RemovePublisher makes a key one that signs no more, from the next version on.
func (x *Centre) RemovePublisher(ctx context.Context, key string) error {
	return x.write(ctx, func(tx *records.Tx) error {
		r, err := tx.ExecContext(ctx, `DELETE FROM publisher WHERE key = ?`, key)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return &desk.Problem{Kind: desk.NotFound, What: "publish.public", Cause: err}
		}
		return nil
	})
}

// Publishers lists the keys that may sign, the oldest first.
func (x *Centre) Publishers(ctx context.Context) (list []Publisher, err error) {
	err = x.read(ctx, func(tx *records.Tx) error {
		list, err = publishers(ctx, tx)
		return err
	})
	return list, err
}

func publishers(ctx context.Context, tx *records.Tx) ([]Publisher, error) {
	list := []Publisher{}
	rows, err := tx.QueryContext(ctx, `SELECT key, name, added FROM publisher ORDER BY added, key`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p Publisher
		if err := rows.Scan(&p.Key, &p.Name, &p.Added); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// publisherKeys are the public keys that a desk learns when it is enrolled.
func (x *Centre) publisherKeys(ctx context.Context) (keys []string, err error) {
	err = x.read(ctx, func(tx *records.Tx) error {
		last, err := latestManifest(ctx, tx)
		if err != nil {
			return err
		}
		keys, err = publishersOf(ctx, tx, last)
		return err
	})
	return keys, err
}

// publishersOf are the public keys of which one signs the version after last: those
// that last names, or before the first version those made known here.
func publishersOf(ctx context.Context, tx *records.Tx, last *uplink.Manifest) (keys []string, err error) {
	if last != nil {
		return last.Publishers, nil
	}
	list, err := publishers(ctx, tx)
	for _, p := range list {
		keys = append(keys, p.Key)
	}
	return keys, err
}

// handDown tells the keys that signed a version to stations with a desk that was
// enrolled when no publisher was known, each once.
func (x *Centre) handDown(ctx context.Context, tx *records.Tx, keys []string) error {
	var to []struct{ tenant, station string }
	rows, err := tx.QueryContext(ctx, `
		SELECT DISTINCT tenant, station
		FROM desk
		WHERE state = 'active' AND NOT EXISTS(SELECT 1 FROM feed WHERE feed.station = desk.station AND obj = ?1) AND enrolled < (
			SELECT min(at)
			FROM (SELECT min(added) AS at FROM publisher UNION ALL SELECT min(stored) FROM catalogue) AS known)
		ORDER BY tenant, station`, uplink.PublishersObj)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s struct{ tenant, station string }
		if err := rows.Scan(&s.tenant, &s.station); err != nil {
			return err
		}
		to = append(to, s)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, t := range to {
		s, err := x.street(ctx, t.tenant)
		if err != nil {
			return err
		}
		err = x.publish(ctx, tx, s, t.station, uplink.PublishersObj, uplink.FeedPublishers, func(ver int) any {
			return uplink.HandedDown{Keys: keys, At: desk.LineTime(x.now()), Ver: ver}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
