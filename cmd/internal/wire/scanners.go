package wire

import (
	"context"
	"encoding/json"
	"log/slog"
	"path/filepath"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner"
)

// A scannerConfig says which scanner stands at a window: at most one of Device,
// URL, Folder, Camera and Service.
type scannerConfig struct {
	Device  string `toml:"device"`  // name of SANE
	URL     string `toml:"url"`     // of a network scanner that speaks eSCL (AirScan)
	Folder  string `toml:"folder"`  // that another program fills
	Camera  string `toml:"camera"`  // device file of a document camera
	Service string `toml:"service"` // of a document camera's vendor on this PC, ws://

	UUID       string   `toml:"uuid"`    // of a network scanner, as it announced itself
	Node       string   `toml:"node"`    // device file, to see it unplugged
	Pin        string   `toml:"pin"`     // SHA-256 of a network scanner's certificate; "" takes that of the first answer
	Source     string   `toml:"source"`  // "", "adf" or "duplex"
	PageKB     int      `toml:"page_kb"` // most that one page may take, in 1,024 bytes; 0 for usualPageKB
	Resolution int      `toml:"resolution"`
	Extra      []string `toml:"extra"`
}

// there reports whether a scanner is configured.
func (c scannerConfig) there() bool {
	return c.Device != "" || c.URL != "" || c.Folder != "" || c.Camera != "" || c.Service != ""
}

// fault names the first key that cannot be right.
func (c scannerConfig) fault() (key, code string) {
	n := 0
	for _, v := range []string{c.Device, c.URL, c.Folder, c.Camera, c.Service} {
		if v != "" {
			n++
		}
	}
	switch {
	case n > 1:
		return "devices.scanner.device", "one_scanner"
	case c.Source != "" && c.Source != "adf" && c.Source != "duplex":
		return "devices.scanner.source", "source"
	case c.Source != "" && c.Device == "" && c.URL == "" && n > 0:
		return "devices.scanner.source", "no_feeder"
	case c.Folder != "" && !filepath.IsAbs(c.Folder):
		return "devices.scanner.folder", "absolute"
	case c.Camera != "" && !filepath.IsAbs(c.Camera):
		return "devices.scanner.camera", "absolute"
	case c.URL != "" && (scanner.ESCLSettings{URL: c.URL, Pin: c.Pin}).Check() != nil:
		return "devices.scanner.url", "address"
	case c.Service != "" && (scanner.ServiceSettings{URL: c.Service}).Check() != nil:
		return "devices.scanner.service", "address"
	}
	return "", ""
}

// open makes the scanner, nil where none is configured. run is to be called where
// it is not nil. shoot takes a picture with a camera; dir keeps what is learnt of
// a device.
func (c scannerConfig) open(dir string, shoot []string, clock desk.Clock, log *slog.Logger) (s desk.Scanner, run func(context.Context)) {
	name := string(desk.FamilyScanner)
	switch {
	case c.URL != "":
		e := scanner.NewESCL(scanner.ESCLSettings{
			Name: name, URL: c.URL, Resolution: c.Resolution,
			Pin: readPin(dir, c), Pinned: func(pin string) {
				if err := keepPin(dir, c.URL, pin); err != nil {
					log.Warn("scanner's certificate", "err", err)
				}
			},
		}, clock, log)
		return e, e.Run
	case c.Folder != "":
		return scanner.NewWatchFolder(scanner.FolderSettings{Name: name, Dir: c.Folder}, clock, log), nil
	case c.Camera != "":
		return scanner.NewCamera(scanner.CameraSettings{Name: name, Device: c.Camera, Command: shoot}, clock, log), nil
	case c.Service != "":
		return scanner.NewService(scanner.ServiceSettings{Name: name, URL: c.Service}, clock, log), nil
	case c.Device != "":
		return scanner.NewSANE(scanner.Settings{
			Name: name, Device: c.Device, Node: c.Node, Resolution: c.Resolution, Extra: c.Extra,
		}, clock, log), nil
	}
	return nil, nil
}

// model is what the set-up calls the kind of scanner.
func (c scannerConfig) model() string {
	switch {
	case c.URL != "":
		return modelESCL
	case c.Camera != "":
		return modelCamera
	case c.Service != "":
		return modelService
	}
	return modelSANE
}

// scannerSettings are the keys that put a scanner in service: one says where it
// is, the others fall silent. A camera has no feeder.
func scannerSettings(model, at, uuid string) []setting {
	key := map[string]string{modelSANE: "device", modelESCL: "url", modelCamera: "camera", modelService: "service"}[model]
	var set []setting
	for _, k := range []string{"device", "url", "folder", "camera", "service", "node"} {
		value := ""
		if k == key {
			value = at
		}
		set = append(set, setting{"devices.scanner." + k, value})
	}
	if model != modelESCL {
		uuid = ""
	}
	set = append(set, setting{"devices.scanner.uuid", uuid})
	if model == modelCamera || model == modelService {
		set = append(set, setting{"devices.scanner.source", ""})
	}
	return set
}

// pinFile keeps the certificate of the network scanner, so that another device in
// its place is noticed after a restart too.
const pinFile = "scanner-pin.json"

// A pinned is what the file holds.
type pinned struct {
	URL string `json:"url"`
	Pin string `json:"pin"`
}

// readPin is the certificate to expect: the configured one, or the one that this
// address had before.
func readPin(dir string, c scannerConfig) string {
	if c.Pin != "" {
		return c.Pin
	}
	b, err := readBounded(filepath.Join(dir, pinFile), 4096)
	var p pinned
	if err != nil || json.Unmarshal(b, &p) != nil || p.URL != c.URL {
		return ""
	}
	return p.Pin
}

func keepPin(dir, url, pin string) error {
	b, err := json.Marshal(pinned{url, pin})
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, pinFile), b)
}
