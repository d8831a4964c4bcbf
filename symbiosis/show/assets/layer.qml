<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.28" styleCategories="Symbology">
{% if layer == "flows" %}
 <renderer-v2 type="categorizedSymbol" attr="family" enableorderby="0" symbollevels="0" forceraster="0">
  <categories>
{% for family in families %}
   <category value="{{ family.id }}" symbol="{{ loop.index0 }}" label="{{ family.name[0] }} / {{ family.name[1] }}" render="true"/>
{% endfor %}
  </categories>
  <symbols>
{% for family in families %}
   <symbol type="line" name="{{ loop.index0 }}" alpha="0.75" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleLine" enabled="1" locked="0" pass="0">
     <Option type="Map"><Option type="QString" name="line_color" value="{{ family.colour }}"/><Option type="QString" name="line_width" value="0.6"/><Option type="QString" name="line_width_unit" value="MM"/><Option type="QString" name="capstyle" value="round"/></Option>
     <data_defined_properties><Option type="Map"><Option type="QString" name="name" value=""/><Option type="Map" name="properties"><Option type="Map" name="outlineWidth"><Option type="bool" name="active" value="true"/><Option type="QString" name="expression" value="0.2 + 0.006 * sqrt(&quot;dry_t&quot;)"/><Option type="int" name="type" value="3"/></Option></Option><Option type="QString" name="type" value="collection"/></Option></data_defined_properties>
    </layer>
   </symbol>
{% endfor %}
  </symbols>
 </renderer-v2>
{% else %}
 <renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0">
  <symbols>
   <symbol type="marker" name="0" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map"><Option type="QString" name="name" value="{{ {"plants": "circle", "facilities": "square", "builds": "star"}[layer] }}"/><Option type="QString" name="color" value="{{ {"plants": "#ffffff", "facilities": "#5b6770", "builds": "#d55e00"}[layer] }}"/><Option type="QString" name="outline_color" value="#222222"/><Option type="QString" name="size" value="{{ {"plants": 3, "facilities": 2, "builds": 4}[layer] }}"/><Option type="QString" name="size_unit" value="MM"/></Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
{% endif %}
</qgis>
