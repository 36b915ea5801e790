package wire

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

// configFile is the name of the configuration in a data folder.
const configFile = "station.toml"

//go:embed station.toml
var template []byte

// A Config is station.toml as it is written. An unknown key is an error, so
// that a mistyped one is not silently the default.
type Config struct {
	Station    stationConfig    `toml:"station"`
	Community  []desk.Community `toml:"community"` // their estates come from buildings.toml
	Window     []windowConfig   `toml:"window"`
	Lane       []desk.Lane      `toml:"lane"`
	OffPeak    []offPeakConfig  `toml:"off_peak"`
	Staff      []staffConfig    `toml:"staff"`
	Devices    devicesConfig    `toml:"devices"`
	Printer    []morePrinter    `toml:"printer"`
	Route      []routeConfig    `toml:"route"`
	Board      boardConfig      `toml:"board"`
	Screen     screenConfig     `toml:"screen"`
	Centre     centreConfig     `toml:"centre"`
	Security   securityConfig   `toml:"security"`
	Seat       seatConfig       `toml:"seat"`
	Transcript transcriptConfig `toml:"transcript"`
	Entry      []entryConfig    `toml:"entry"`
	Slips      slipsConfig      `toml:"slips"`
	Backup     backupConfig     `toml:"backup"`

	reasons []desk.Reason // for priority, from priorityFile; nil for the standard ones
}

// priorityFile is the name of the station's own reasons for priority in a data
// folder.
const priorityFile = "priority.toml"

type stationConfig struct {
	Code        string `toml:"code"`
	Name        string `toml:"name"`
	Street      string `toml:"street"`
	Centre      string `toml:"centre"`
	Address     string `toml:"address"`
	Phone       string `toml:"phone"`
	Supervision string `toml:"supervision"`
	Hours       string `toml:"hours"`
	Promise     string `toml:"promise"`
	Desk        string `toml:"desk"`
	Queue       bool   `toml:"queue"`
	DayBegins   string `toml:"day_begins"`
	MaxRecalls  int    `toml:"max_recalls"`
	MissedBack  int    `toml:"missed_back"`

	Morning    *bool  `toml:"morning"`    // the first log-in leads to the morning check; true but in the demonstration
	Signatures bool   `toml:"signatures"` // two sign the end of the day
	Ratio      int    `toml:"priority_ratio"`
	Rectify    int    `toml:"rectify_days"` // calendar days for what follows a bad rating
	SignLine   string `toml:"sign_line"`    // the district's phone for sign language by video
}

// slipsConfig are the numbers of the slips for the hours without the program; 900
// to 999 where nothing is written.
type slipsConfig struct {
	From int `toml:"from"`
	To   int `toml:"to"`
}

type windowConfig struct {
	No          int      `toml:"no"`
	Name        string   `toml:"name"`
	Communities []string `toml:"communities"` // codes of those whose numbers it calls; none for all
}

type staffConfig struct {
	ID    string   `toml:"id"`
	Name  string   `toml:"name"`
	Post  string   `toml:"post"`
	No    string   `toml:"no"`
	Roles []string `toml:"roles"`
	Phone string   `toml:"phone"`
}

type devicesConfig struct {
	Discover *bool         `toml:"discover"` // machines of the network are looked for; true
	Scanner  scannerConfig `toml:"scanner"`
	Reader   serialConfig  `toml:"reader"`
	Pad      serialConfig  `toml:"pad"`
	Printer  printerConfig `toml:"printer"`
	Ticket   ticketConfig  `toml:"ticket"`
	// Windows are the printers that stand at one window, by its number.
	Windows map[string]windowPrinters `toml:"windows"`
}

type serialConfig struct {
	Port    string `toml:"port"`
	Baud    int    `toml:"baud"`
	Profile string `toml:"profile"` // of a pad
	Wait    int    `toml:"wait"`    // seconds that a pad waits for a key
}

type printerConfig struct {
	URL  string `toml:"url"`
	UUID string `toml:"uuid"` // of the machine at that address, as it announced itself
}

type transcriptConfig struct {
	Clipboard bool `toml:"clipboard"` // a value may go to the terminal's clipboard for a while
}

// An entryConfig authorises people to enter cases into one outside system.
type entryConfig struct {
	System   string   `toml:"system"`
	Staff    []string `toml:"staff"`
	Office   string   `toml:"office"`
	From     string   `toml:"from"`
	Until    string   `toml:"until"`
	Document string   `toml:"document"`
}

type centreConfig struct {
	URL   string `toml:"url"`
	Night string `toml:"night"` // hour of the night run, such as 22:00; "" for this desk's own slot of the night
	CA    string `toml:"ca"`    // PEM file of the authority of the centre's certificate; "" for the system's

	// Publishers are the public keys that may sign the catalogue; with none, those that
	// came with the enrolment and with each version since.
	Publishers []string `toml:"publishers"`
}

type securityConfig struct {
	Suite     string `toml:"suite"`      // gm or intl
	PIN       *bool  `toml:"pin"`        // whoever serves proves it; true but in the demonstration
	LockAfter *int   `toml:"lock_after"` // seconds without a key before the screen locks; 0 for never
}

// A seatConfig says which windows stand on other PCs.
type seatConfig struct {
	Listen  string   `toml:"listen"`  // such as ":7122"; "" for no seats
	Windows []int    `toml:"windows"` // that seats may have
	Keys    []string `toml:"keys"`    // public keys that need no one-time code, as OpenSSH writes them
	Keep    int      `toml:"keep"`    // minutes that a window waits for its seat to come back, 0 for ten
}

// WriteTemplate writes a commented station.toml into dir, and refuses to
// replace one, or to make a folder of practice look like a live one.
func WriteTemplate(dir string) (string, error) { return writeConfig(dir, template) }

func writeConfig(dir string, text []byte) (string, error) {
	if practiceFolder(dir) {
		return dir, &desk.Problem{Kind: desk.Denied, What: "live.practice"}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(dir, configFile)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		if errors.Is(err, fs.ErrExist) {
			return path, &desk.Problem{Kind: desk.Conflict, What: "config.exists", Cause: err}
		}
		return path, err
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return path, err
	}
	return path, f.Close()
}

// A ConfigError is one thing wrong with a configuration.
type ConfigError struct {
	Path string
	Line int // 0 where unknown
	Code string
	Key  string
	Err  error
}

// Error is for the log and the technician.
func (e *ConfigError) Error() string {
	s := fmt.Sprintf("%s:%d: %s %s", e.Path, e.Line, e.Code, e.Key)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns a Problem that the clerk's sentence is found by.
func (e *ConfigError) Unwrap() error {
	return &desk.Problem{Kind: desk.Invalid, What: "config", Cause: e.Err}
}

// maxConfig bounds a configuration, in bytes.
const maxConfig = 1 << 20

// LoadConfig reads the station.toml of a data folder. A missing one is
// fs.ErrNotExist.
func LoadConfig(dir string) (Config, error) {
	path := filepath.Join(dir, configFile)
	st, err := os.Stat(path)
	if err != nil {
		return Config{}, err
	}
	if st.Size() > maxConfig {
		return Config{}, &ConfigError{Path: path, Code: "size"}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return Config{}, err
	}
	c, err := parseConfig(path, b)
	if err != nil {
		return c, err
	}
	if c.reasons, err = loadReasons(filepath.Join(dir, priorityFile)); err != nil {
		return c, err
	}
	return c, loadBuildings(filepath.Join(dir, buildingsFile), c.Community)
}

// loadReasons reads a station's own reasons for priority; a missing file has
// none.
func loadReasons(path string) ([]desk.Reason, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxConfig))
	if err != nil {
		return nil, err
	}
	list, err := desk.ParseReasons(b)
	if err != nil {
		return nil, &ConfigError{Path: path, Code: "priority", Key: "reason", Err: err}
	}
	return list, nil
}

func parseConfig(path string, b []byte) (Config, error) {
	var c Config
	md, err := toml.Decode(string(b), &c)
	if err != nil {
		e := &ConfigError{Path: path, Code: "syntax", Err: err}
		if p, ok := errors.AsType[toml.ParseError](err); ok {
			e.Line = p.Position.Line
		}
		return c, e
	}
	if left := md.Undecoded(); len(left) > 0 {
		key := left[0].String()
		return c, &ConfigError{Path: path, Line: lineOf(b, left[0]), Code: "unknown_key", Key: key}
	}
	if key, code := c.fault(); code != "" {
		return c, &ConfigError{Path: path, Line: lineOf(b, strings.Split(key, ".")), Code: code, Key: withoutPlace(key)}
	}
	return c, nil
}

// fault returns the first key that cannot be right.
func (c *Config) fault() (key, code string) {
	digits := func(s string, n int) bool { return len(s) == n && strings.Trim(s, "0123456789") == "" }
	switch {
	case !digits(c.Station.Code, 12):
		return "station.code", "twelve_digits"
	case !digits(c.Station.Desk, 2):
		return "station.desk", "two_digits"
	case strings.TrimSpace(c.Station.Name) == "":
		return "station.name", "missing"
	case len(c.Staff) == 0:
		return "staff", "missing"
	case len(c.Window) == 0:
		return "window", "missing"
	}
	if c.Station.DayBegins != "" {
		if _, err := clockTime(c.Station.DayBegins); err != nil {
			return "station.day_begins", "clock"
		}
	}
	if c.Centre.Night != "" {
		if _, err := clockTime(c.Centre.Night); err != nil {
			return "centre.night", "clock"
		}
	}
	if !publicKeys(c.Centre.Publishers) {
		return "centre.publishers", "publisher"
	}
	if s := c.Security.Suite; s != "" && s != "gm" && s != "intl" {
		return "security.suite", "gm_or_intl"
	}
	if key, code := c.communities(); code != "" {
		return key, code
	}
	if key, code := c.offPeaks(); code != "" {
		return key, code
	}
	if s := c.Security.LockAfter; s != nil && (*s < 0 || *s > 3600 || *s > 0 && *s < 10) {
		return "security.lock_after", "range"
	}
	for _, check := range []func() (string, string){c.ranges, c.Devices.Scanner.fault, c.Devices.Ticket.fault, c.printerFault, c.windowFault, c.Board.fault, c.Screen.fault} {
		if key, code := check(); code != "" {
			return key, code
		}
	}
	if key, code := c.people(); code != "" {
		return key, code
	}
	return c.seats()
}

// publicKeys reports whether all of a few texts are public keys.
func publicKeys(list []string) bool {
	for _, s := range list {
		var key seal.PublicKey
		if err := key.UnmarshalText([]byte(s)); err != nil || key.IsZero() {
			return false
		}
	}
	return len(list) <= uplink.MaxPublishers
}

// ranges checks the numbers; 0 is the default everywhere.
func (c *Config) ranges() (key, code string) {
	for _, r := range []struct {
		key       string
		value     int
		low, high int
	}{
		{"station.max_recalls", c.Station.MaxRecalls, 1, 20},
		{"station.missed_back", c.Station.MissedBack, 1, 20},
		{"station.priority_ratio", c.Station.Ratio, 1, 9},
		{"station.rectify_days", c.Station.Rectify, 1, 60},
		{"devices.scanner.resolution", c.Devices.Scanner.Resolution, 50, 1200},
		{"devices.scanner.page_kb", c.Devices.Scanner.PageKB, 100, 16384},
		{"board.volume", c.Board.Volume, 1, 100},
		{"devices.pad.wait", c.Devices.Pad.Wait, 1, 600},
		{"devices.reader.baud", c.Devices.Reader.Baud, 300, 4000000},
		{"devices.pad.baud", c.Devices.Pad.Baud, 300, 4000000},
		{"devices.ticket.baud", c.Devices.Ticket.Baud, 300, 4000000},
		{"seat.keep", c.Seat.Keep, 1, 120},
		{"slips.from", c.Slips.From, 1, 9999},
		{"slips.to", c.Slips.To, max(1, c.Slips.From), min(9999, c.Slips.From+desk.MostSlips-1)},
	} {
		if r.value != 0 && (r.value < r.low || r.value > r.high) {
			return r.key, "range"
		}
	}
	return "", ""
}

// people checks the lists.
func (c *Config) people() (key, code string) {
	seen := map[string]bool{}
	for _, p := range c.Staff {
		if p.ID == "" || p.Name == "" || seen[p.ID] {
			return "staff.id", "missing_or_twice"
		}
		seen[p.ID] = true
		for _, r := range p.Roles {
			switch desk.Role(r) {
			case desk.RoleClerk, desk.RoleLead, desk.RoleTrainer, desk.RoleTechnician:
			default:
				return "staff.roles", "role"
			}
		}
	}
	for _, l := range c.Lane {
		if len(l.Letter) != 1 || l.Letter[0] < 'A' || l.Letter[0] > 'Z' || seen[l.Letter] {
			return "lane.letter", "one_capital"
		}
		seen[l.Letter] = true
	}
	for _, e := range c.Entry {
		if e.System == "" || e.Document == "" || len(e.Staff) == 0 {
			return "entry.system", "missing"
		}
		for _, day := range []string{e.From, e.Until} {
			if _, err := desk.ParseDay(day); err != nil && (day != "" || e.From == "") {
				return "entry.from", "day"
			}
		}
	}
	nos := map[int]bool{}
	for _, w := range c.Window {
		if w.No < 1 || w.No > 99 || nos[w.No] {
			return "window.no", "1_to_99_once"
		}
		nos[w.No] = true
		for _, code := range w.Communities {
			if !slices.ContainsFunc(c.Community, func(x desk.Community) bool { return x.Code == code }) {
				return "window.communities", "community"
			}
		}
	}
	return "", ""
}

// clockTime reads "22:00" as a time after midnight.
func clockTime(s string) (time.Duration, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, err
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// station makes the noun.
func (c *Config) station() desk.Station {
	begins, _ := clockTime(c.Station.DayBegins) // checked by fault; "" is midnight
	s := desk.Station{
		Code: c.Station.Code, Name: c.Station.Name, Street: c.Station.Street, Centre: c.Station.Centre,
		Address: c.Station.Address, Phone: c.Station.Phone, Supervision: c.Station.Supervision,
		Hours: c.Station.Hours, Promise: c.Station.Promise, Desk: c.Station.Desk, Queue: c.Station.Queue,
		DayBegins: begins, MaxRecalls: c.Station.MaxRecalls, MissedBack: c.Station.MissedBack,
		Communities: c.Community, Lanes: c.Lane, Reasons: c.reasons, PriorityRatio: c.Station.Ratio,
		Rectify: desk.RectifyRule{Days: c.Station.Rectify},
	}
	s.Slips = desk.Slips{From: c.Slips.From, To: c.Slips.To}
	for _, w := range c.Window {
		s.Windows = append(s.Windows, desk.Window{No: w.No, Name: w.Name, Communities: w.Communities})
	}
	for _, o := range c.OffPeak {
		span, _ := o.read() // checked by fault
		s.OffPeak = append(s.OffPeak, span)
	}
	for _, p := range c.Staff {
		x := desk.Staff{ID: p.ID, Name: p.Name, Post: p.Post, No: p.No, Phone: p.Phone}
		for _, r := range p.Roles {
			x.Roles = append(x.Roles, desk.Role(r))
		}
		s.Staff = append(s.Staff, x)
	}
	for _, e := range c.Entry {
		s.EntryGrants = append(s.EntryGrants, desk.EntryGrant{
			System: e.System, Staff: e.Staff, Office: e.Office, From: desk.Day(e.From), Until: desk.Day(e.Until), Document: e.Document,
		})
	}
	return s
}
