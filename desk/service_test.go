package desk_test

import (
	"testing"

	"xiaochuang/desk"
)

// TestAWayOfServingDecidesWhatIsTakenIn takes a matter of each mode in for a
// community of each kind.
func TestAWayOfServingDecidesWhatIsTakenIn(t *testing.T) {
	for _, tt := range []struct {
		name  string
		modes []desk.Service
		what  map[desk.Mode]string // "" where it is taken in
	}{
		{"nothing said", nil, map[desk.Mode]string{desk.ModeAccept: "", desk.ModeCollect: ""}},
		{
			"only collects",
			[]desk.Service{desk.ServeCollect},
			map[desk.Mode]string{desk.ModeAccept: "service.window", desk.ModeCollect: ""},
		},
		{
			"only a window",
			[]desk.Service{desk.ServeWindow, desk.ServeMobile},
			map[desk.Mode]string{desk.ModeAccept: "", desk.ModeCollect: "service.collect"},
		},
		{
			"only a terminal",
			[]desk.Service{desk.ServeKiosk},
			map[desk.Mode]string{desk.ModeAccept: "service.window", desk.ModeCollect: "service.collect"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, func(st *desk.Station) {
				for i := range st.Communities {
					st.Communities[i].Modes = tt.modes
				}
			})
			for m, what := range tt.what {
				v := s.visit()
				take := s.intake.Accept
				if m == desk.ModeCollect {
					take = s.intake.Receive
				}
				c := s.ready(m, "", v)
				if what == "" {
					must(take(s.ctx(), s.rid(), at(1), c))(t)
					s.finish(1, v.ID)
					continue
				}
				c.Materials[0].State = desk.MaterialMissing
				s.nothingWritten(func() {
					_, err := take(s.ctx(), s.rid(), at(1), c)
					wantProblem(t, err, desk.Blocked, what)
					_, err = s.intake.Notice(s.ctx(), s.rid(), at(1), c)
					wantProblem(t, err, desk.Blocked, what)
				})
				s.finish(1, v.ID)
			}
			if got, want := s.station.Takes(desk.ModeAdvise), true; got != want {
				t.Error("advice is not given everywhere")
			}
		})
	}
}

// TestSupplementsOfACaseComeToWhoTookItIn: what was taken in is gone on with,
// though the community is served in another way since.
func TestSupplementsOfACaseComeToWhoTookItIn(t *testing.T) {
	s := open(t)
	c := s.noticed(desk.ModeCollect).Case
	for i := range s.station.Communities {
		s.station.Communities[i].Modes = []desk.Service{desk.ServeWindow}
	}
	_, s.intake, _, _ = cases(t, s.db, s.station)
	for i := range c.Materials {
		c.Materials[i].State = desk.MaterialComplete
	}
	if got := must(s.intake.Receive(s.ctx(), s.rid(), at(1), c))(t); got.Case.State != desk.CaseSupplied {
		t.Errorf("the case is %s", got.Case.State)
	}
}

func TestACaseMovesOnlyToWhereItIsTakenIn(t *testing.T) {
	s := open(t)
	c := s.end(desk.ModeCollect, "")
	for i := range s.station.Communities {
		if s.station.Communities[i].Code != c.Comm {
			s.station.Communities[i].Modes = []desk.Service{desk.ServeWindow}
		}
	}
	_, s.intake, _, _ = cases(t, s.db, s.station)
	for _, k := range s.station.Communities {
		if k.Code == c.Comm {
			continue
		}
		s.nothingWritten(func() {
			_, err := s.intake.MoveCommunity(s.ctx(), s.rid(), at(1), c.ID, k.Code)
			wantProblem(t, err, desk.Blocked, "service.collect")
		})
	}
}
