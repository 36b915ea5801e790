package store

import "context"

// Watch calls changed once when it has begun, and within a fifth of a second after
// anything was committed to the store, by this process or another one, until ctx
// ends. It is for those who
// show what stands in the store, such as the board of the waiting room.
func (s *Store) Watch(ctx context.Context, changed func()) error {
	return problem(s.db.Watch(ctx, changed))
}
