package store

import (
	"context"

	"xiaochuang/desk"
)

// The methods of desk.Books outside a write: each answer is read in one
// transaction of its own. What each means is said at its counterpart on books.

// Today implements desk.Books.
func (s *Store) Today(ctx context.Context) (desk.Stamp, error) {
	return from(ctx, s, func(b books) (desk.Stamp, error) {
		k, err := loadTime(ctx, b.q)
		stamp, _ := k.read(s.clock.Now(), s.built, s.station.DayBegins)
		return stamp, err
	})
}

// Ticket implements desk.Books.
func (s *Store) Ticket(ctx context.Context, id string) (desk.Ticket, error) {
	return from(ctx, s, func(b books) (desk.Ticket, error) { return b.Ticket(ctx, id) })
}

// Tickets implements desk.Books.
func (s *Store) Tickets(ctx context.Context, day desk.Day) ([]desk.Ticket, error) {
	return from(ctx, s, func(b books) ([]desk.Ticket, error) { return b.Tickets(ctx, day) })
}

// Case implements desk.Books.
func (s *Store) Case(ctx context.Context, id string) (desk.Case, error) {
	return from(ctx, s, func(b books) (desk.Case, error) { return b.Case(ctx, id) })
}

// Cases implements desk.Books, newest first.
func (s *Store) Cases(ctx context.Context, f desk.CaseFilter) ([]desk.Case, error) {
	return from(ctx, s, func(b books) ([]desk.Case, error) { return b.Cases(ctx, f) })
}

// Paper implements desk.Books.
func (s *Store) Paper(ctx context.Context, no string) (desk.Paper, error) {
	return from(ctx, s, func(b books) (desk.Paper, error) { return b.Paper(ctx, no) })
}

// Papers implements desk.Books, newest first.
func (s *Store) Papers(ctx context.Context, f desk.PaperFilter) ([]desk.Paper, error) {
	return from(ctx, s, func(b books) ([]desk.Paper, error) { return b.Papers(ctx, f) })
}

// Inquiry implements desk.Books.
func (s *Store) Inquiry(ctx context.Context, id string) (desk.Inquiry, error) {
	return from(ctx, s, func(b books) (desk.Inquiry, error) { return b.Inquiry(ctx, id) })
}

// Inquiries implements desk.Books, newest first.
func (s *Store) Inquiries(ctx context.Context, f desk.InquiryFilter) ([]desk.Inquiry, error) {
	return from(ctx, s, func(b books) ([]desk.Inquiry, error) { return b.Inquiries(ctx, f) })
}

// Ratings implements desk.Books, oldest first.
func (s *Store) Ratings(ctx context.Context, day desk.Day, visit string) ([]desk.Rating, error) {
	return from(ctx, s, func(b books) ([]desk.Rating, error) { return b.Ratings(ctx, day, visit) })
}

// Draft implements desk.Books.
func (s *Store) Draft(ctx context.Context, id string) (desk.Draft, error) {
	return from(ctx, s, func(b books) (desk.Draft, error) { return b.Draft(ctx, id) })
}

// Drafts implements desk.Books, the latest saved first.
func (s *Store) Drafts(ctx context.Context) ([]desk.Draft, error) {
	return from(ctx, s, func(b books) ([]desk.Draft, error) { return b.Drafts(ctx) })
}

// History implements desk.Books.
func (s *Store) History(ctx context.Context, obj string) ([]desk.Entry, error) {
	return from(ctx, s, func(b books) ([]desk.Entry, error) { return b.History(ctx, obj) })
}

// Journal implements desk.Books; a limit of 0, or beyond 1000, is 1000.
func (s *Store) Journal(ctx context.Context, after int64, limit int) ([]desk.Entry, error) {
	return from(ctx, s, func(b books) ([]desk.Entry, error) { return b.Journal(ctx, after, limit) })
}

// Latest implements desk.Books.
func (s *Store) Latest(ctx context.Context, limit int) ([]desk.Entry, error) {
	return from(ctx, s, func(b books) ([]desk.Entry, error) { return b.Latest(ctx, limit) })
}

// Used implements desk.Books.
func (s *Store) Used(ctx context.Context, since desk.Day) (map[string]int, error) {
	return from(ctx, s, func(b books) (map[string]int, error) { return b.Used(ctx, since) })
}

// Shifts implements desk.Books.
func (s *Store) Shifts(ctx context.Context, day desk.Day) ([]desk.Shift, error) {
	return from(ctx, s, func(b books) ([]desk.Shift, error) { return b.Shifts(ctx, day) })
}

// Closes implements desk.Books.
func (s *Store) Closes(ctx context.Context, since desk.Day) ([]desk.DayClose, error) {
	return from(ctx, s, func(b books) ([]desk.DayClose, error) { return b.Closes(ctx, since) })
}
