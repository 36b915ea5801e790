package wire

import (
	"cmp"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// Models of devices that have one protocol.
const (
	modelSAM     = "sam"
	modelIPP     = "ipp"
	modelSANE    = "sane"
	modelESCL    = "escl"
	modelCamera  = "camera"
	modelService = "service"
	modelRoll80  = "escpos80"
	modelRoll58  = "escpos58"
	modelMute80  = "escpos80-mute" // never asked for its status
	modelMute58  = "escpos58-mute"
	narrow       = 58
	wide         = 80
	readerSpeed  = 115200
)

// A rollModel is one way to drive a receipt printer.
type rollModel struct {
	id    string
	width int
	mute  bool
}

var rollModels = []rollModel{
	{modelRoll80, wide, false}, {modelRoll58, narrow, false}, {modelMute80, wide, true}, {modelMute58, narrow, true},
}

// models lists what the program can drive of a family.
func (d *Desk) models(f desk.Family) []desk.DeviceModel {
	one := func(id, form string) desk.DeviceModel {
		title, note := text.DeviceModel(id)
		return desk.DeviceModel{ID: id, Title: title, Note: note, Form: form}
	}
	switch f {
	case desk.FamilyReader:
		return []desk.DeviceModel{one(modelSAM, desk.FormSerial)}
	case desk.FamilyPrinter:
		return []desk.DeviceModel{one(modelIPP, desk.FormURL)}
	case desk.FamilyScanner:
		return []desk.DeviceModel{
			one(modelSANE, desk.FormSANE), one(modelESCL, desk.FormURL), one(modelCamera, desk.FormDevice), one(modelService, desk.FormURL),
		}
	case desk.FamilyTicket:
		var list []desk.DeviceModel
		for _, form := range []string{desk.FormNetwork, desk.FormDevice, desk.FormSerial} {
			for _, m := range rollModels {
				list = append(list, one(m.id, form))
			}
		}
		return list
	case desk.FamilyPad:
		var list []desk.DeviceModel
		for _, name := range d.padProfiles() {
			p, err := d.padProfile(name)
			if err != nil {
				d.Log.Warn("pad profile", "name", name, "err", err.Error())
				continue
			}
			list = append(list, padModels(name, p)...)
		}
		return list
	}
	return nil
}

// fittings lists the devices of a configuration, one a family; a family without
// a device has no model.
func (c *devicesConfig) fittings() []desk.Fitting {
	list := []desk.Fitting{
		{Family: desk.FamilyReader, At: c.Reader.Port, Baud: c.Reader.Baud},
		{Family: desk.FamilyScanner, At: cmp.Or(c.Scanner.Device, c.Scanner.URL, c.Scanner.Camera, c.Scanner.Service), UUID: c.Scanner.UUID},
		{Family: desk.FamilyPad, At: c.Pad.Port, Baud: c.Pad.Baud},
		{Family: desk.FamilyPrinter, At: c.Printer.URL, UUID: c.Printer.UUID},
		{Family: desk.FamilyTicket, At: c.Ticket.at(), Baud: c.Ticket.Baud},
	}
	for i := range list {
		f := &list[i]
		if f.At == "" {
			*f = desk.Fitting{Family: f.Family}
			continue
		}
		switch f.Family {
		case desk.FamilyReader:
			f.Model = modelSAM
		case desk.FamilyScanner:
			f.Model = c.Scanner.model()
		case desk.FamilyPrinter:
			f.Model = modelIPP
		case desk.FamilyPad:
			f.Model = profileOf(c.Pad)
		case desk.FamilyTicket:
			f.Model = modelRoll80
			for _, m := range rollModels {
				if (m.width == narrow) == (c.Ticket.Width == narrow) && m.mute == c.Ticket.Mute {
					f.Model = m.id
				}
			}
		}
	}
	return list
}

// settings are the keys of the configuration that a fitting sets.
func settings(f desk.Fitting, form string) ([]setting, error) {
	at := f.At
	if f.Model == "" {
		at = ""
	}
	switch f.Family {
	case desk.FamilyReader:
		set := []setting{{"devices.reader.port", at}}
		if at != "" {
			set = append(set, setting{"devices.reader.baud", max(f.Baud, 0)})
			if f.Baud == 0 {
				set[1].value = readerSpeed
			}
		}
		return set, nil
	case desk.FamilyPad:
		set := []setting{{"devices.pad.port", at}}
		if at != "" {
			set = append(set, setting{"devices.pad.profile", f.Model}, setting{"devices.pad.baud", f.Baud})
		}
		return set, nil
	case desk.FamilyScanner:
		return scannerSettings(f.Model, at, f.UUID), nil
	case desk.FamilyPrinter:
		return []setting{{"devices.printer.url", at}, {"devices.printer.uuid", f.UUID}}, nil
	case desk.FamilyTicket:
		set := []setting{{"devices.ticket.address", ""}, {"devices.ticket.path", ""}, {"devices.ticket.port", ""}}
		switch form {
		case desk.FormDevice:
			set[1].value = at
		case desk.FormSerial:
			set[2].value = at
			if at != "" {
				set = append(set, setting{"devices.ticket.baud", cmp.Or(max(f.Baud, 0), rollSpeed)})
			}
		default:
			set[0].value = at
		}
		for _, m := range rollModels {
			if m.id == f.Model {
				set = append(set, setting{"devices.ticket.width", m.width}, setting{"devices.ticket.mute", m.mute})
			}
		}
		return set, nil
	}
	return nil, &desk.Problem{Kind: desk.Invalid, What: "device.family"}
}
