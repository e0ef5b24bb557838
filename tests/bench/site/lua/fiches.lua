-- One page for each row of the table.
local essor = require "essor"

essor.pages(essor.table "territoires", function(t)
  return { path = "fiches/" .. t.code, title = t.nom, template = "fiche.html", data = t }
end)
