import type { TeamsSettings } from '../settings.ts';

/**
 * The settings in the names that the Bot Framework's library reads them by. Its built-in sets know two clouds (by
 * `ChannelService`); ours come from one table for all three, so every value is given: any one makes it take all from here.
 */
export function botConfig(settings: TeamsSettings) {
  const { appId, appType, appTenant, password, cloud } = settings;
  return {
    MicrosoftAppId: appId,
    MicrosoftAppType: appType,
    MicrosoftAppTenantId: appTenant,
    ...(password ? { MicrosoftAppPassword: password } : {}),
    // The library puts the tenant there itself, in a cloud that it knows; in others it takes this as it is.
    ToChannelFromBotLoginUrl: `${cloud.login}/${appTenant}`,
    ToChannelFromBotOAuthScope: cloud.scope,
    ToBotFromChannelTokenIssuer: cloud.issuer,
    ToBotFromChannelOpenIdMetadataUrl: cloud.openIdMetadata,
    // What Entra signs for our own app is refused all the same; it is only never looked up elsewhere.
    ToBotFromEmulatorOpenIdMetadataUrl: cloud.openIdMetadata,
    OAuthUrl: cloud.tokenService,
    ValidateAuthority: true,
  };
}
