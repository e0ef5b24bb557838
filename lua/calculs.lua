-- Les tables calculées, publiées avec les autres et lues par les figures et les fiches.
--
-- Les scripts s'exécutent dans l'ordre de leurs noms : celui-ci passe avant « fiches » et « figures ».

local essor = require "essor"

local chiffres = essor.table "ess_chiffres"
local territoires = essor.table "territoires"

-- Les treize régions : la dernière part retenue, et les postes et établissements du même millésime.

-- Les valeurs retenues d'une mesure, dans une colonne nommée, titrée et dotée d'une unité.
local function retenu(mesure, nom, titre, unite)
  return chiffres:filter { indicateur = mesure, famille = "ensemble", secteur = "ensemble", retenu = "oui" }
                 :derive { [nom] = { "valeur", title = titre, unit = unite } }
                 :select("territoire", "millesime", "source_nom", nom)
end

local parts = retenu("part_emploi_salarie", "part", "Part de l'ESS dans l'emploi salarié", "%")

local function du_meme_millesime(mesure, nom, titre)
  return retenu(mesure, nom, titre)
    :rename { autre_millesime = "millesime", autre_source = "source_nom" }
    :inner_join(parts:select("territoire", "millesime"), "territoire")
    :filter "millesime == autre_millesime"
    :select("territoire", nom)
end

local regions = territoires:filter { niveau = "region" }
  :select("territoire", "code", "nom")
  :inner_join(parts, "territoire")
  :left_join(du_meme_millesime("salaries", "postes", "Postes salariés"), "territoire")
  :left_join(du_meme_millesime("etablissements_employeurs", "etablissements", "Établissements employeurs"), "territoire")
  :select("nom", "part", "millesime", "postes", "etablissements", "source_nom", "code", "territoire")
  :arrange("part", "desc")

regions:publish {
  name = "regions",
  title = "L'ESS dans les treize régions de métropole",
  description = "Dernière part retenue, et postes et établissements quand ils sont du même millésime.",
  field = "Régions de métropole ; périmètre de chaque source.",
  note = "Les millésimes vont de 2011 à 2024 : la table situe les régions, elle ne les classe pas.",
  licence = "Licence Ouverte 2.0",
  source = { producer = "Projet Essor", dataset = "D'après les sources de chaque ligne" },
}

-- La liste des sources, comptée dans la table même des chiffres.
chiffres:group_by("source_nom", "source_url")
  :summarise { nombre = essor.count() }
  :arrange("nombre", "desc")
  :publish {
    name = "sources",
    title = "Sources des chiffres publiés",
    description = "Chaque source, et le nombre de chiffres qui en viennent.",
    note = "L'adresse est vide quand elle n'est pas connue en entier.",
    licence = "Licence Ouverte 2.0",
    columns = { nombre = { title = "Chiffres relevés" } },
  }
